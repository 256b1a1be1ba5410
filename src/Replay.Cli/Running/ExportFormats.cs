using System.Diagnostics.CodeAnalysis;
using Replay.Capture.Packets.Writing;
using Replay.Reports.Export;
using Replay.Reports.Har;
using Replay.Reports.Octets;
using Replay.Reports.Text;
using Replay.Sessions;

namespace Replay.Cli.Running;

/// <summary>The kinds of files that are written.</summary>
internal static class ExportFormats
{
    public static readonly string[] Names = ["pcapng", "pcap", "har", "hex", "bin"];

    /// <summary>The format a file's name asks for, or null.</summary>
    public static string? Of(string output)
    {
        string extension = Path.GetExtension(output).TrimStart('.');
        return Array.Find(Names, name => name.Equals(extension, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Makes the writer, which closes what it opens.</summary>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The writer owns the stream.")]
    public static SessionWriter Create(ExportRequest request, IOutputFiles files) => request.Format switch
    {
        "har" => new HarWriter(request.Output, files, ToolVersion.Text),
        "hex" => new HexWriter(request.Output, files),
        "bin" when request.Output == "-" => throw new UsageException("bin is a file for each direction: standard output cannot take them"),
        "bin" => new OctetFilesWriter(request.Output, files),
        _ => new CaptureFileWriter(files.Create(request.Output), request.Format == "pcapng", "wsreplay " + ToolVersion.Text),
    };
}
