using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Reports.Text;

/// <summary>The lines of wsreplay's own hex form, of one conversation at a time.</summary>
internal sealed class HexLines(Utf8Output output)
{
    private readonly TimestampText _times = new();

    /// <summary>A <c>tx:</c> or <c>rx:</c> line, with its time where there is one.</summary>
    public void WriteOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (octets.Time.HasValue)
        {
            Span<byte> text = output.Reserve(TimestampText.MaxLength);
            output.Advance(_times.Format(octets.Time, text));
            output.Write((byte)' ');
        }

        output.Write(IsClient(connection, octets.Direction) ? "tx: "u8 : "rx: "u8);
        output.WriteHex(octets.Octets);
        ulong held = (ulong)octets.Octets.Length;
        if (octets.Length > held)
        {
            output.Write(held > 0 ? " ... "u8 : "... "u8);
            output.Write(octets.Length - held);
            output.Write(" more bytes"u8);
        }

        output.Write((byte)'\n');
    }

    /// <summary>A <c>gap</c> line.</summary>
    /// <returns>False when it needs none: what the record left out came as octets already.</returns>
    public bool WriteGap(ConnectionInfo connection, in GapView gap)
    {
        if (gap.State == OctetState.Elided && gap.Length is not null)
        {
            return false;
        }

        output.Write(IsClient(connection, gap.Direction) ? "gap tx "u8 : "gap rx "u8);
        if (gap.Length is { } length)
        {
            output.Write(length);
        }
        else
        {
            output.Write((byte)'?');
        }

        output.Write((byte)'\n');
        return true;
    }

    /// <summary>A <c>drop</c> line, unless the record ends with the connection still open.</summary>
    public void WriteEnd(EndKind how) => output.Write(how switch
    {
        EndKind.DroppedByClient => "drop client\n"u8,
        EndKind.DroppedByServer => "drop server\n"u8,
        EndKind.Fin => "drop both\n"u8,
        EndKind.Reset => "drop reset\n"u8,
        _ => [],
    });

    /// <summary>Whoever reads it back takes tx for the client's side unless told otherwise.</summary>
    private static bool IsClient(ConnectionInfo connection, Direction direction) =>
        (direction == Direction.Tx) == (connection.Perspective == Perspective.Client);
}
