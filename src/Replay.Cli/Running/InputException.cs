namespace Replay.Cli.Running;

/// <summary>A file that is read to know what to do cannot be read; the message says why.</summary>
internal sealed class InputException(string message) : Exception(message);
