using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// What is imported here needs no marshalling: the stubs are compiled beforehand.
[assembly: DisableRuntimeMarshalling]

namespace Replay.Cli;

/// <summary>
/// Which of the standard streams the shell closed (<c>&gt;&amp;-</c>). Their numbers are the next that the system gives away: what is
/// opened later would be taken for the stream, and be written to.
/// </summary>
internal static partial class StandardDescriptors
{
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;
    private const int ReadWrite = 2;

    public static bool IsInputClosed { get; private set; }

    public static bool IsOutputClosed { get; private set; }

    public static bool IsErrorClosed { get; private set; }

    /// <summary>Finds out, and keeps the numbers of closed ones from other files. To be called before anything is opened.</summary>
    public static void Hold()
    {
        if (!OperatingSystem.IsWindows())
        {
            IsInputClosed = !IsInherited(0);
            IsOutputClosed = !IsInherited(1);
            IsErrorClosed = !IsInherited(2);
        }
    }

    // A native program comes here with the number free; the runtime that compiles as it runs has put a pipe of its own there, which
    // must stay. What the runtime opens for good is closed on exec: nothing inherited is, whatever it may be.
    private static bool IsInherited(int number)
    {
        int flags = Control(number, GetFlags);
        if (flags < 0)
        {
            // It gets the lowest free number, which is this one.
            _ = Open("/dev/null", ReadWrite);
        }

        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
