namespace Replay.Cases;

/// <summary>What the messages of a case are made of.</summary>
public enum DataKind : byte
{
    /// <summary>One character, repeated.</summary>
    Character = 0,

    /// <summary>A short text of ASCII characters, repeated.</summary>
    ShortText = 1,

    /// <summary>One octet above 127, repeated.</summary>
    Octet = 2,

    /// <summary>Five octets, not UTF-8, repeated.</summary>
    ShortOctets = 3,

    /// <summary>A JSON document, about 190 kB, as text.</summary>
    Json = 4,

    /// <summary>An uncompressed picture, about 260 kB, as binary.</summary>
    Bitmap = 5,

    /// <summary>German prose, about 220 kB, as binary.</summary>
    Prose = 6,

    /// <summary>An HTML page, about 260 kB, as text.</summary>
    Html = 7,

    /// <summary>A PDF, about 1 MB and mostly compressed already, as binary.</summary>
    Pdf = 8,
}
