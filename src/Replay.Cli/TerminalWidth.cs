using System.Runtime.InteropServices;

namespace Replay.Cli;

/// <summary>
/// Columns of the terminal on standard output. On Linux the system is asked directly: the framework's console first switches
/// the terminal's cursor keys to another mode, which is no business of a program that only prints.
/// </summary>
internal static partial class TerminalWidth
{
    private const int StandardOutput = 1;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The columns, or null when they are not known.</summary>
    public static int? Columns()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }

        return ControlTerminal(StandardOutput, GetWindowSize, out WindowSize size) == 0 && size.Columns > 0 ? size.Columns : null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ControlTerminal(int file, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
