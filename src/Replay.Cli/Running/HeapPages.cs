using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Replay.Cli.Running;

/// <summary>
/// Prepares the heap for a large capture. Thousands of connections are made in the first moments of a run and stay: page by page
/// of memory comes when it is first touched, which in a virtual machine can take as long as ten connections, and the first
/// collection would move them all. Asked for beforehand, memory comes in large pages, and the collection later.
/// </summary>
internal static partial class HeapPages
{
    // Of objects before the first collection, and of those of 85,000 octets and more (blocks, tables). Memory that is not used is
    // not taken.
    private const int Objects = 16 * 1024 * 1024;
    private const int LargeObjects = 8 * 1024 * 1024;

    // Addresses among which the heap takes both. What it has not taken stays as it is.
    private const int Heap = 64 * 1024 * 1024;

    private const int HugePage = 2 * 1024 * 1024;
    private const int HugePageAdvice = 14;
    private const int CollapseAdvice = 25;

    /// <summary>Prepares it. Where that cannot be done, everything goes on as it would.</summary>
    public static void Prepare()
    {
        try
        {
            if (!GC.TryStartNoGCRegion(Objects + LargeObjects, LargeObjects, disallowFullBlockingGC: true) || !OperatingSystem.IsLinux())
            {
                return;
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentOutOfRangeException)
        {
            return;
        }

        // What comes next will stand behind these.
        object small = new();
        byte[] large = GC.AllocateUninitializedArray<byte>(100_000);
        nint chunk = ChunkOf(ref small);
        _ = Advise(chunk, Heap, HugePageAdvice);
        // The first of either is in use already.
        _ = Advise(chunk, HugePage, CollapseAdvice);
        _ = Advise(ChunkOf(ref large), HugePage, CollapseAdvice);
        GC.KeepAlive(small);
        GC.KeepAlive(large);
    }

    private static nint ChunkOf<T>(ref T one)
        where T : class => Unsafe.As<T, nint>(ref one) & ~(nint)(HugePage - 1);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint length, int advice);
}
