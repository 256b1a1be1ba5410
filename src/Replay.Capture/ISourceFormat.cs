namespace Replay.Capture;

/// <summary>One format that conversations are read from.</summary>
public interface ISourceFormat
{
    /// <summary>The name that <c>--from</c> takes, such as "autobahn-json", "hex", "har", "pcap".</summary>
    string Name { get; }

    /// <summary>One line for the help text.</summary>
    string Description { get; }

    /// <summary>How sure the format is that an input is its own, from the input's name and first octets.</summary>
    /// <param name="name">File name, or "-" for standard input.</param>
    /// <param name="head">Up to 64 KiB from the start of the input.</param>
    Confidence Sniff(string name, ReadOnlySpan<byte> head);

    /// <summary>
    /// Reads an input to its end. Bad input is reported to the context's sink and reading goes on where it can;
    /// everything readable before it still comes out. Throws only when the stream itself fails.
    /// </summary>
    void Read(SourceInput input, SourceContext context);
}
