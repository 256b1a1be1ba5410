namespace Replay.Cli.Running;

/// <summary>Why a file cannot be read, in words.</summary>
internal static class InputError
{
    public static string Describe(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "reading it is not allowed",
        PathTooLongException => "the path is too long",
        _ => "it cannot be read: " + exception.Message,
    };
}
