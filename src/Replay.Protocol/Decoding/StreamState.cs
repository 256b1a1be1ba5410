using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// What the decoder remembers of one direction. Fields, not properties: it is the inner loop's memory. What a message that is at
/// hand as a whole touches stands together, since with thousands of connections open it comes from far.
/// </summary>
internal sealed class StreamState(Direction direction, Party sender)
{
    private Near _near = new() { Direction = direction, Sender = sender };

    internal Direction Direction => _near.Direction;

    internal Party Sender => _near.Sender;

    internal ref StreamPhase Phase => ref _near.Phase;

    // Offset of the next octet to be decoded, and of the next octet to arrive: they differ while octets are held back.
    internal ref ulong Offset => ref _near.Offset;

    internal ref ulong Arrived => ref _near.Arrived;

    internal ref long LastFrame => ref _near.LastFrame;

    internal ref long LastTalk => ref _near.LastTalk;

    internal ref uint LastKey => ref _near.LastKey;

    internal ref bool HasLastKey => ref _near.HasLastKey;

    internal ref bool KeyReuseReported => ref _near.KeyReuseReported;

    internal ref byte HeaderFill => ref _near.HeaderFill;

    internal ref bool InMessage => ref _near.InMessage;

    // Frames may be missing: since then what is in progress, and whether anything is, is not known.
    internal ref bool MessageUnknown => ref _near.MessageUnknown;

    // The other side's first breach after which this side must fail the connection.
    internal ref Rule? MustFail => ref _near.MustFail;

    internal ulong ChopRemaining;
    internal ulong ChopStarting;

    internal HeaderOctets Header;
    internal bool HeaderRebuilt;

    // The frame in progress.
    internal FrameStart Frame;
    internal ulong PayloadDone;
    internal PayloadState FrameState;
    internal bool FrameBelongsToMessage;

    // Payload of a control frame, up to the 125 octets that it may have.
    internal byte[]? Control;
    internal int ControlFill;

    // Whether frames may ever have been missing.
    internal bool LostFrames;

    // The message in progress.
    internal bool MessageCompressed;
    internal bool MessageValid;
    internal bool MessageOpaque;
    internal bool MessageUtf8;
    internal MessageType MessageType;
    internal long MessageFirstFrame;
    internal long MessageLastFrame;
    internal ulong MessageLength;
    internal ulong MessageWireLength;
    internal PayloadState MessageState;
    internal Utf8Validator Utf8;

    internal Inflater? Inflater;
    internal bool InflateStopped;
    internal bool InflateContextLost;

    // Handshake and octets that wait.
    internal byte[]? Buffer;
    internal int BufferFill;
    internal List<HeldPiece>? Held;
    internal int HeldOctets;
    internal HttpHeadReader? HeadReader;
    internal ulong HeadTaken;
    internal HttpHead? Head;

    // The same head, where nobody keeps heads and its memory is to be given back.
    internal HttpHead? BorrowedHead;
    internal ulong SkippedOctets;
    internal List<LostPiece>? LostPieces;

    // Closing and keep-alive.
    internal bool CloseSent;
    internal CloseCode? CloseCode;
    internal long CloseFrame = -1;
    internal ulong CloseOffset;
    internal PingList? Pings;

    internal long MustFailAfter = -1;
    internal long TalkedOnFrame = -1;
    internal ulong TalkedOnOffset;

    internal void Reset()
    {
        _near = new Near { Direction = _near.Direction, Sender = _near.Sender };
        (ChopRemaining, ChopStarting) = (0, 0);
        HeaderRebuilt = false;
        ControlFill = 0;
        (MessageCompressed, FrameBelongsToMessage, LostFrames) = (false, false, false);
        Inflater?.Release();
        (Inflater, InflateStopped, InflateContextLost) = (null, false, false);
        (BufferFill, Head, BorrowedHead, SkippedOctets) = (0, null, null, 0);
        (HeadReader, HeadTaken) = (null, 0);
        (Held, HeldOctets, LostPieces) = (null, 0, null);
        (CloseSent, CloseCode, CloseFrame, CloseOffset) = (false, null, -1, 0);
        Pings = null;
        (MustFailAfter, TalkedOnFrame) = (-1, -1);
    }

    private struct Near
    {
        internal ulong Offset;
        internal ulong Arrived;
        internal long LastFrame = -1;
        internal long LastTalk = -1;
        internal uint LastKey;
        internal StreamPhase Phase;
        internal Direction Direction;
        internal Party Sender;
        internal byte HeaderFill;
        internal bool InMessage;
        internal bool MessageUnknown;
        internal bool HasLastKey;
        internal bool KeyReuseReported;
        internal Rule? MustFail;

        public Near()
        {
        }
    }

    [InlineArray(16)]
    internal struct HeaderOctets
    {
        private byte _first;
    }
}
