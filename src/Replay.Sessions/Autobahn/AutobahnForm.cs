namespace Replay.Sessions.Autobahn;

/// <summary>The form a case report was read from.</summary>
public enum AutobahnForm
{
    /// <summary>The JSON file.</summary>
    Json = 0,

    /// <summary>The HTML page.</summary>
    Html = 1,

    /// <summary>The page's text, as copied from a browser.</summary>
    Text = 2,
}
