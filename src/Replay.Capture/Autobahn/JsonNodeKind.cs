namespace Replay.Capture.Autobahn;

/// <summary>What a JSON value is.</summary>
internal enum JsonNodeKind
{
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}
