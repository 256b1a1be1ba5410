namespace Replay.Reports.Html;

/// <summary>Where a conversation's data stand: octets of a bundle, once that is inflated.</summary>
/// <param name="Bundle">Number of the bundle.</param>
/// <param name="Offset">Octets before it.</param>
/// <param name="Length">Its octets.</param>
internal readonly record struct PagePlace(int Bundle, long Offset, long Length);
