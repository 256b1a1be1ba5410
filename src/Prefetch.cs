using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Replay;

/// <summary>
/// Asks for memory before it is needed, so that it is on its way from the far caches while something else is done. Nothing depends
/// on it: where processors cannot be asked, it does nothing.
/// </summary>
internal static class Prefetch
{
    /// <summary>Asks for the line of the cache in which something begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line<T>(ref readonly T at)
    {
        if (Sse.IsSupported)
        {
            // It may be moved at any time: then a line is asked for that nobody needs.
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in at)));
        }
    }

    /// <summary>The address of an object: to ask for a field by it would be to look for it, since that it is not null is checked there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint AddressOf<T>(ref readonly T? at)
        where T : class => Unsafe.As<T?, nint>(ref Unsafe.AsRef(in at));

    /// <summary>Asks for a line of the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line(nint address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)address);
        }
    }
}
