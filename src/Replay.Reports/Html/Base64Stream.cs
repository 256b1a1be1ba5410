using System.Buffers;
using System.Buffers.Text;
using Replay.Sessions.Streams;

namespace Replay.Reports.Html;

/// <summary>Turns octets into base64 as they come, in pieces whose length does not show.</summary>
internal sealed class Base64Stream(Stream output) : WriteOnlyStream
{
    private const int Piece = 24 * 1024;

    private readonly byte[] _plain = new byte[Piece];
    private readonly byte[] _text = new byte[Piece / 3 * 4];
    private int _used;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int take = Math.Min(buffer.Length, Piece - _used);
            buffer[..take].CopyTo(_plain.AsSpan(_used));
            _used += take;
            buffer = buffer[take..];
            if (_used == Piece)
            {
                Send();
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Send();
        }

        base.Dispose(disposing);
    }

    private void Send()
    {
        OperationStatus status = Base64.EncodeToUtf8(_plain.AsSpan(0, _used), _text, out _, out int written);
        System.Diagnostics.Debug.Assert(status == OperationStatus.Done, "the piece fits");
        _used = 0;
        output.Write(_text, 0, written);
    }
}
