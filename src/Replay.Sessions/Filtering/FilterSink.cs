using Replay.Protocol;

namespace Replay.Sessions.Filtering;

/// <summary>
/// Lets through what fits. A connection shows up with the first of its events that does; its end then follows, with
/// the statistics of all of it.
/// </summary>
/// <param name="next">Where what fits goes.</param>
/// <param name="options">What fits.</param>
public sealed class FilterSink(ISessionSink next, FilterOptions options) : ISessionSink
{
    private readonly Dictionary<long, FilteredConnection> _open = [];
    private Timestamp _first = Timestamp.None;

    /// <summary>True once something fitted.</summary>
    public bool HasShown { get; private set; }

    /// <inheritdoc/>
    public void OnConnection(ConnectionInfo connection, HandshakeOutcome handshake)
    {
        Note(connection.Started);
        if (FitsConnection(connection.Connection))
        {
            _open[connection.Connection] = new FilteredConnection(handshake);
        }
    }

    /// <inheritdoc/>
    public void OnOctets(ConnectionInfo connection, in OctetsView octets)
    {
        if (Find(connection, octets.Time) is { } state && !options.SelectsFrames && Fits(octets.Direction, octets.Time))
        {
            Show(connection, state);
            next.OnOctets(connection, octets);
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeRequest(ConnectionInfo connection, in HandshakeRequestView request)
    {
        if (Find(connection, request.Time) is not { } state || !Fits(request.Direction, request.Time))
        {
            return;
        }

        if (options.OnlyViolations)
        {
            state.Hold(request);
        }
        else if (!options.SelectsFrames)
        {
            Show(connection, state);
            next.OnHandshakeRequest(connection, request);
        }
    }

    /// <inheritdoc/>
    public void OnHandshakeResponse(ConnectionInfo connection, in HandshakeResponseView response)
    {
        if (Find(connection, response.Time) is not { } state || !Fits(response.Direction, response.Time))
        {
            return;
        }

        if (options.OnlyViolations)
        {
            state.Hold(response);
        }
        else if (!options.SelectsFrames)
        {
            Show(connection, state);
            next.OnHandshakeResponse(connection, response);
        }
    }

    /// <inheritdoc/>
    public void OnFrame(ConnectionInfo connection, in FrameView frame)
    {
        if (Find(connection, frame.Time) is not { } state)
        {
            return;
        }

        state.Drop();
        FrameStart start = frame.Start;
        if (!start.Header.Opcode.IsControl() && start.Header.Opcode != Opcode.Continuation)
        {
            state.MessageOpcodes[(int)start.Direction] = start.Header.Opcode;
        }

        bool fits = Fits(start.Direction, frame.Time)
            && (options.Opcodes == 0 || (options.Opcodes & (1 << (int)start.Header.Opcode)) != 0)
            && (options.Type is not { } type || (!start.Header.Opcode.IsControl() && (int)state.MessageOpcodes[(int)start.Direction] == (int)type))
            && FitsPatterns(frame.Payload);
        state.LastFrame = start.Frame;
        state.LastFrameFits = fits;
        if (!fits)
        {
            return;
        }

        if (options.OnlyViolations)
        {
            state.Hold(frame);
            return;
        }

        Show(connection, state);
        next.OnFrame(connection, frame);
    }

    /// <inheritdoc/>
    public void OnMessage(ConnectionInfo connection, in MessageView message)
    {
        MessageEnd end = message.End;
        if (Find(connection, end.Time) is { } state
            && !options.OnlyViolations
            && Fits(end.Direction, end.Time)
            && (options.Opcodes == 0 || (options.Opcodes & (1 << (int)end.Type)) != 0)
            && (options.Type is not { } type || type == end.Type)
            && FitsPatterns(message.Data))
        {
            Show(connection, state);
            next.OnMessage(connection, message);
        }
    }

    /// <inheritdoc/>
    public void OnViolation(ConnectionInfo connection, in Violation violation)
    {
        if (!_open.TryGetValue(connection.Connection, out FilteredConnection? state)
            || (options.Direction is { } direction && direction != violation.Direction))
        {
            return;
        }

        // One of the frame just seen shares its fate. Others (found at the end, or about a head) have no time of their
        // own; they are shown unless frames are chosen by what they are.
        bool ofLastFrame = violation.Frame is { } frame && frame == state.LastFrame;
        bool choosesFrames = options.Opcodes != 0 || options.Type is not null || options.Patterns.Count > 0;
        bool choosesTimes = options.Since is not null || options.Until is not null;
        if (ofLastFrame ? !state.LastFrameFits : choosesFrames || (choosesTimes && !state.IsShown))
        {
            return;
        }

        Show(connection, state);
        state.Release(next, connection, violation);
        next.OnViolation(connection, violation);
    }

    /// <inheritdoc/>
    public void OnGap(ConnectionInfo connection, in GapView gap)
    {
        if (Find(connection, gap.Time) is { } state && !options.SelectsFrames && Fits(gap.Direction, gap.Time))
        {
            Show(connection, state);
            next.OnGap(connection, gap);
        }
    }

    /// <inheritdoc/>
    public void OnRemark(ConnectionInfo connection, Timestamp time, string text)
    {
        if (Find(connection, time) is { } state && !options.SelectsFrames && options.Direction is null && FitsTime(time))
        {
            Show(connection, state);
            next.OnRemark(connection, time, text);
        }
    }

    /// <inheritdoc/>
    public void OnEnd(ConnectionInfo connection, in EndView end, WireStatistics statistics)
    {
        if (_open.Remove(connection.Connection, out FilteredConnection? state))
        {
            // Chosen by number alone, a connection is shown even when nothing happened on it.
            if (!options.SelectsFrames && options.Direction is null && options.Since is null && options.Until is null)
            {
                Show(connection, state);
            }

            if (state.IsShown)
            {
                next.OnEnd(connection, end, statistics);
            }
        }
    }

    /// <inheritdoc/>
    public void OnProblem(CaptureProblem problem) => next.OnProblem(problem);

    private FilteredConnection? Find(ConnectionInfo connection, Timestamp time)
    {
        Note(time);
        return _open.GetValueOrDefault(connection.Connection);
    }

    private void Note(Timestamp time)
    {
        if (!_first.HasValue)
        {
            _first = time;
        }
    }

    private void Show(ConnectionInfo connection, FilteredConnection state)
    {
        if (!state.IsShown)
        {
            state.IsShown = true;
            HasShown = true;
            next.OnConnection(connection, state.Handshake);
        }
    }

    private bool FitsConnection(long number)
    {
        foreach (NumberRange range in options.Connections)
        {
            if (range.Contains(number))
            {
                return true;
            }
        }

        return options.Connections.Count == 0;
    }

    private bool Fits(Direction direction, Timestamp time) =>
        (options.Direction is not { } wanted || wanted == direction) && FitsTime(time);

    private bool FitsTime(Timestamp time)
    {
        if (options.Since is null && options.Until is null)
        {
            return true;
        }

        return time.HasValue
            && (options.Since is not { } since || time >= since.From(_first))
            && (options.Until is not { } until || time <= until.From(_first));
    }

    private bool FitsPatterns(ReadOnlySpan<byte> payload)
    {
        foreach (PayloadPattern pattern in options.Patterns)
        {
            if (!pattern.Matches(payload))
            {
                return false;
            }
        }

        return true;
    }
}
