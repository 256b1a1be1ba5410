using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>What the decoder remembers of one direction. Fields, not properties: it is the inner loop's memory.</summary>
internal sealed class StreamState(Direction direction, Party sender)
{
    internal readonly Direction Direction = direction;
    internal readonly Party Sender = sender;

    internal StreamPhase Phase;

    // Offset of the next octet to be decoded, and of the next octet to arrive: they differ while octets are held back.
    internal ulong Offset;
    internal ulong Arrived;
    internal ulong ChopRemaining;
    internal ulong ChopStarting;

    internal HeaderOctets Header;
    internal int HeaderFill;
    internal bool HeaderRebuilt;

    // The frame in progress.
    internal FrameStart Frame;
    internal ulong PayloadDone;
    internal PayloadState FrameState;
    internal bool FrameBelongsToMessage;
    internal long LastFrame = -1;
    internal long LastTalk = -1;

    // Payload of a control frame, up to the 125 octets that it may have.
    internal byte[]? Control;
    internal int ControlFill;

    // The message in progress.
    internal bool InMessage;

    // Frames may be missing: since then what is in progress, and whether anything is, is not known; and whether that ever was so.
    internal bool MessageUnknown;
    internal bool LostFrames;
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
    internal uint LastKey;
    internal bool HasLastKey;
    internal bool KeyReuseReported;

    // The other side's first breach after which this side must fail the connection.
    internal Rule? MustFail;
    internal long MustFailAfter = -1;
    internal long TalkedOnFrame = -1;
    internal ulong TalkedOnOffset;

    internal void Reset()
    {
        Phase = StreamPhase.Start;
        (Offset, Arrived, ChopRemaining, ChopStarting) = (0, 0, 0, 0);
        (HeaderFill, HeaderRebuilt) = (0, false);
        (LastFrame, LastTalk) = (-1, -1);
        ControlFill = 0;
        (InMessage, MessageCompressed, FrameBelongsToMessage) = (false, false, false);
        (MessageUnknown, LostFrames) = (false, false);
        Inflater?.Release();
        (Inflater, InflateStopped, InflateContextLost) = (null, false, false);
        (BufferFill, Head, BorrowedHead, SkippedOctets) = (0, null, null, 0);
        (HeadReader, HeadTaken) = (null, 0);
        (Held, HeldOctets, LostPieces) = (null, 0, null);
        (CloseSent, CloseCode, CloseFrame, CloseOffset) = (false, null, -1, 0);
        Pings = null;
        (HasLastKey, KeyReuseReported) = (false, false);
        (MustFail, MustFailAfter, TalkedOnFrame) = (null, -1, -1);
    }

    [InlineArray(16)]
    internal struct HeaderOctets
    {
        private byte _first;
    }
}
