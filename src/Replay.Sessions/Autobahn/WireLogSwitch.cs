namespace Replay.Sessions.Autobahn;

/// <summary>The wire log switched on or off (WLM). Timers are logged all the same.</summary>
/// <param name="On">Whether it is on from here.</param>
public sealed record WireLogSwitch(bool On) : WireLogRecord;
