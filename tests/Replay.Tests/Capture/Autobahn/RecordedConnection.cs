using System.Globalization;
using Replay.Protocol;
using Replay.Sessions;

namespace Replay.Tests.Capture.Autobahn;

/// <summary>
/// One connection as a source delivered it: per direction a string of hex octets, rebuilt ones in brackets, gaps as {length};
/// chops, remarks and the end beside it.
/// </summary>
internal sealed class RecordedConnection(ConnectionInfo info) : IConnectionInput
{
    private readonly string[] _text = [string.Empty, string.Empty];

    public ConnectionInfo Info { get; } = info;

    public List<string> Order { get; } = [];

    public List<ulong>[] Chops { get; } = [[], []];

    public List<string> Remarks { get; } = [];

    public EndKind? End { get; private set; }

    public string Tx => _text[0];

    public string Rx => _text[1];

    public void BeginChop(Direction direction, ulong length)
    {
        Chops[(int)direction].Add(length);
        Order.Add(direction.ToString());
    }

    public void Push(Direction direction, Timestamp time, ReadOnlySpan<byte> octets, OctetState state = OctetState.Complete)
    {
        Assert.IsNull(End);
        string hex = Convert.ToHexStringLower(octets);
        _text[(int)direction] += state == OctetState.Complete ? hex : "[" + hex + "]";
        _text[(int)direction] = _text[(int)direction].Replace("][", string.Empty, StringComparison.Ordinal);
    }

    public void PushGap(Direction direction, Timestamp time, ulong? length, OctetState state = OctetState.Gap)
    {
        Assert.AreEqual(OctetState.Elided, state);
        _text[(int)direction] += "{" + (length?.ToString(CultureInfo.InvariantCulture) ?? "?") + "}";
    }

    public void PushRemark(Timestamp time, string text)
    {
        Remarks.Add(text);
        Order.Add(text);
    }

    public void PushEnd(Timestamp time, EndKind how, TcpEnding tcp = default) => End ??= how;
}
