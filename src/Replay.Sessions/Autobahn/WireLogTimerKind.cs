namespace Replay.Sessions.Autobahn;

/// <summary>What a timer row of the wire log says.</summary>
public enum WireLogTimerKind
{
    /// <summary>KL: the connection will be failed after some seconds.</summary>
    FailAfter = 0,

    /// <summary>KLE: the connection is failed now.</summary>
    Failing = 1,

    /// <summary>TI: the connection will be closed after some seconds.</summary>
    CloseAfter = 2,

    /// <summary>TIE: the connection is closed now.</summary>
    Closing = 3,

    /// <summary>CT: the case continues after some seconds.</summary>
    Delay = 4,

    /// <summary>CTE: the case continues now.</summary>
    DelayEnd = 5,
}
