using Replay.Protocol;

namespace Replay.Sessions.Verdicts;

/// <summary>
/// What a case about size or speed wants instead of a list of events: echoes. They are counted as they come, never kept.
/// </summary>
/// <param name="Type">Text or binary.</param>
/// <param name="Length">Length of each message: octets, or code points of a text in the compression cases.</param>
/// <param name="Count">How many echoes make the case OK.</param>
/// <param name="ContentMatters">The octets must be those sent; otherwise type and length decide.</param>
/// <param name="NeedsDeflate">Without permessage-deflate (RFC 7692) the case is UNIMPLEMENTED.</param>
public sealed record EchoExpectation(MessageType Type, long Length, int Count, bool ContentMatters, bool NeedsDeflate);
