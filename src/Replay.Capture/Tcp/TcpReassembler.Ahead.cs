using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Capture.Tcp;

/// <content>
/// Segments of the usual kind, some at a time. With thousands of connections open, what a segment touches is in none of the near
/// caches, and it is found link by link: a place in a table, a connection, its decoder. Each link is asked for for all of them
/// before the next is followed.
/// </content>
internal sealed partial class TcpReassembler<THandler>
{
    // Where the lists begin.
    private const int ListLength = Notes.Capacity + 1;
    private const int Messages = 0;
    private const int Others = ListLength;
    private const int Todo = 2 * ListLength;

    private readonly UpcomingSegment[] _upcoming = new UpcomingSegment[Notes.Capacity];
    // Numbers of those of one kind, and of those that matter.
    private readonly byte[] _lists = new byte[3 * ListLength];
    private bool _isStirred;
    private int _noted;
    private int _current;
    private long _before;

    /// <summary>Segments of the usual kind, up to the one being dealt with.</summary>
    public long Noted => _before + _current;

    /// <summary>Asks for room to note segments over IPv4 in; it lasts until <see cref="Note"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Notes Take() => new(_upcoming, _noted, _table.Look());

    /// <summary>Segments were noted. They are dealt with when these are some, or at the next <see cref="CatchUp"/>.</summary>
    /// <param name="noted">How many there are in the room asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(int noted)
    {
        _noted = noted;
        if (noted == Notes.Capacity)
        {
            CatchUp();
        }
    }

    /// <summary>Deals with all segments that were noted: the octets they point into will go.</summary>
    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    public void CatchUp()
    {
        ref UpcomingSegment segments = ref MemoryMarshal.GetArrayDataReference(_upcoming);
        int noted = _noted;
        FlowTable.View table = _table.Look();
        Sort(ref segments, in table, noted, out int messages, out int others, out int todo);
        ref byte list = ref _lists[Messages];
        for (int i = 0; i < messages; i++)
        {
            ref UpcomingSegment segment = ref Unsafe.Add(ref segments, (int)Unsafe.Add(ref list, i));
            if (table.At(segment.Place) is { } connection)
            {
                _handler.Expect(connection, segment.Half, isUnusual: false);
            }
        }

        list = ref _lists[Others];
        for (int i = 0; i < others; i++)
        {
            ref UpcomingSegment segment = ref Unsafe.Add(ref segments, (int)Unsafe.Add(ref list, i));
            _closed.Expect(segment.Hash);
            if (table.At(segment.Place) is { } connection)
            {
                TcpConnection.ExpectRest(connection);
                _handler.Expect(connection, segment.Half, isUnusual: true);
            }
        }

        int generation = _table.Generation;
        _isStirred = false;
        list = ref _lists[Todo];
        for (int i = 0; i < todo; i++)
        {
            int one = Unsafe.Add(ref list, i);
            ref UpcomingSegment segment = ref Unsafe.Add(ref segments, one);
            _current = one + 1;
            // Others may have come or gone meanwhile; mostly it stands where it was found.
            bool isThere = table.IsAt(segment.Place, segment.Low, segment.High) && _table.Generation == generation;
            Do(isThere ? table.At(segment.Place) : _table.FindV4(segment.Hash, segment.Low, segment.High), in segment);
            if (_isStirred)
            {
                DoAll(one + 1);
                break;
            }
        }

        _before += noted;
        (_noted, _current) = (0, 0);
    }

    /// <summary>
    /// Finds the connections and sorts the segments: messages, others that are more than an acknowledgment, and all that have to be
    /// dealt with. Without branches: nobody could tell which way they go.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Sort(ref UpcomingSegment segments, in FlowTable.View table, int noted, out int messages, out int others, out int todo)
    {
        ref byte lists = ref MemoryMarshal.GetArrayDataReference(_lists);
        ref ushort holes = ref MemoryMarshal.GetArrayDataReference(_holes);
        (nint atMessages, nint atOthers, nint atTodo) = (Messages, Others, Todo);
        for (nint i = 0; i < noted; i++)
        {
            ref UpcomingSegment segment = ref Unsafe.Add(ref segments, i);
            ulong hash = segment.Hash;
            nuint place = table.PlaceOf(hash, segment.Low, segment.High);
            segment.Place = (uint)place;
            int kind = (int)segment.Kind;
            int isOwn = table.IsOwn(place);
            int isNew = table.At(place) is null ? 1 : 0;
            Unsafe.Add(ref lists, atMessages) = (byte)i;
            Unsafe.Add(ref lists, atOthers) = (byte)i;
            Unsafe.Add(ref lists, atTodo) = (byte)i;
            atMessages += isOwn & kind;
            atOthers += kind >> 1;
            atTodo += (kind | isNew | Unsafe.Add(ref holes, HoleMark(hash))) != 0 ? 1 : 0;
        }

        (messages, others, todo) = ((int)(atMessages - Messages), (int)(atOthers - Others), (int)(atTodo - Todo));
        for (nint i = Todo; i < atTodo; i++)
        {
            TcpConnection.Expect(table.At(Unsafe.Add(ref segments, (int)Unsafe.Add(ref lists, i)).Place));
        }
    }

    // What was done may have made segments matter that seemed not to.
    private void DoAll(int from)
    {
        for (int i = from; i < _noted; i++)
        {
            _current = i + 1;
            ref UpcomingSegment segment = ref _upcoming[i];
            Do(_table.FindV4(segment.Hash, segment.Low, segment.High), in segment);
        }
    }

    /// <summary>Begins to count from 0.</summary>
    public void Forget() => _before = 0;

    /// <summary>
    /// A segment that is the next of its direction and begins or ends nothing is dealt with here, and one without payload or flags
    /// but ACK matters only to connections not seen yet and to those that miss octets.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Do(TcpConnection? connection, in UpcomingSegment segment)
    {
        if (connection is not null)
        {
            if (segment.Length == 0)
            {
                if (segment.Kind == UpcomingKind.Acknowledgment && _holes[HoleMark(segment.Hash)] == 0)
                {
                    return;
                }
            }
            else if ((segment.Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst)) == 0 && !connection.IsTroubled)
            {
                int half = segment.Half;
                ref TcpHalf from = ref connection.Halves[half];
                if (from.IsKnown && segment.Sequence == from.Next && (int)(segment.Acknowledgment - connection.Halves[half ^ 1].Next) <= 0)
                {
                    Clock(connection, segment.Time);
                    Pass(connection, half, ref from, segment.Sequence, segment.Time, _history.Octets(segment.Start, segment.Length));
                    return;
                }
            }
        }

        DoWithCare(connection, in segment);
    }

    [MethodImpl(HotPath.Options | MethodImplOptions.NoInlining)]
    private void DoWithCare(TcpConnection? connection, in UpcomingSegment upcoming)
    {
        if (connection is not null && TryFinish(connection, in upcoming))
        {
            return;
        }

        TcpSegment segment;
        segment.Sequence = upcoming.Sequence;
        segment.Acknowledgment = upcoming.Acknowledgment;
        segment.Flags = upcoming.Flags;
        segment.Missing = 0;
        segment.Time = upcoming.Time;
        segment.Packet = upcoming.Packet;
        segment.Payload = _history.Octets(upcoming.Start, upcoming.Length);
        if (connection is null)
        {
            Unknown(upcoming.Hash, new FlowKey(upcoming.Low, upcoming.High), upcoming.Half, ref segment);
        }
        else
        {
            Take(connection, upcoming.Half, ref segment);
        }
    }

    /// <summary>A FIN without payload behind which nothing is missing: nearly every FIN of nearly every capture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryFinish(TcpConnection connection, in UpcomingSegment upcoming)
    {
        ref TcpHalf from = ref connection.Halves[upcoming.Half];
        ref TcpHalf to = ref connection.Halves[upcoming.Half ^ 1];
        if ((upcoming.Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst | TcpFlags.Ack)) != (TcpFlags.Fin | TcpFlags.Ack)
            || upcoming.Length != 0 || !from.IsKnown || upcoming.Sequence != from.Next || from.HasFin
            || from.Queue is not null || to.Queue is not null || (to.HasFin && !to.IsFinished)
            || (int)(upcoming.Acknowledgment - to.Next) > (to.HasFin ? 1 : 0)
            || connection.Waits != 0 || connection.IsReset)
        {
            return false;
        }

        Clock(connection, upcoming.Time);
        (from.HasFin, from.IsFinished, from.FinSequence) = (true, true, upcoming.Sequence);
        NoteFinish(connection, upcoming.Half, upcoming.Acknowledgment);
        connection.FinTime = upcoming.Time;
        Settle(connection);
        return true;
    }

    /// <summary>Room for segments.</summary>
    internal readonly ref struct Notes(UpcomingSegment[] segments, int count, FlowTable.View table)
    {
        /// <summary>So many segments are dealt with together.</summary>
        public const int Capacity = 16;

        private readonly ref UpcomingSegment _first = ref MemoryMarshal.GetArrayDataReference(segments);
        private readonly FlowTable.View _table = table;

        /// <summary>How many there are already: at least one more has room.</summary>
        public readonly int Count = count;

        /// <summary>A segment to be filled in.</summary>
        /// <param name="number">Its place, from 0 to <see cref="Capacity"/> - 1.</param>
        /// <param name="low">The lower endpoint.</param>
        /// <param name="high">The higher endpoint.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref UpcomingSegment At(int number, ulong low, ulong high)
        {
            ref UpcomingSegment segment = ref Unsafe.Add(ref _first, number);
            ulong hash = FlowKey.HashV4(low, high);
            segment.Low = low;
            segment.High = high;
            segment.Hash = hash;
            _table.Expect(hash);
            return ref segment;
        }
    }
}
