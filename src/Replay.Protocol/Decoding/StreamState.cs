using System.Runtime.CompilerServices;

namespace Replay.Protocol;

/// <summary>
/// What a message that is at hand as a whole touches of a direction. It stands together, and first, since with thousands of
/// connections open it comes from far.
/// </summary>
internal abstract class NearState(Direction direction, Party sender)
{
    internal readonly Direction Direction = direction;
    internal readonly Party Sender = sender;
    internal StreamPhase Phase;

    // Offset of the next octet to be decoded, and of the next octet to arrive: they differ while octets are held back.
    internal ulong Offset;
    internal ulong Arrived;
    internal long LastFrame = -1;
    internal long LastTalk = -1;
    internal uint LastKey;
    internal bool HasLastKey;
    internal bool KeyReuseReported;
    internal byte HeaderFill;
    internal bool InMessage;

    // Frames may be missing: since then what is in progress, and whether anything is, is not known.
    internal bool MessageUnknown;

    // The other side's first breach after which this side must fail the connection.
    internal Rule? MustFail;

    /// <summary>Forgets everything.</summary>
    internal virtual void Reset()
    {
        Phase = default;
        (Offset, Arrived, LastFrame, LastTalk) = (0, 0, -1, -1);
        (LastKey, HasLastKey, KeyReuseReported, HeaderFill) = (0, false, false, 0);
        (InMessage, MessageUnknown, MustFail) = (false, false, null);
    }
}

/// <summary>What the decoder remembers of one direction. Fields, not properties: it is the inner loop's memory.</summary>
internal sealed class StreamState(Direction direction, Party sender) : NearState(direction, sender)
{
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

    internal override void Reset()
    {
        base.Reset();
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

    [InlineArray(16)]
    internal struct HeaderOctets
    {
        private byte _first;
    }
}
