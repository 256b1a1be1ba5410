using System.Runtime.CompilerServices;

namespace Replay;

/// <summary>How the methods are compiled that run for every packet or frame.</summary>
internal static class HotPath
{
    /// <summary>
    /// Compiled when it runs, such a method must not begin as tier 0: a short run would be over before it left that. Compiled
    /// beforehand, it is better used as it is: this very option would have it compiled again.
    /// </summary>
#if COMPILED_BEFOREHAND
    public const MethodImplOptions Options = default;
#else
    public const MethodImplOptions Options = MethodImplOptions.AggressiveOptimization;
#endif
}
