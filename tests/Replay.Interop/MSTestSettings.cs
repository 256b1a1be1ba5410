[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace Replay.Interop;

/// <summary>What holds for all tests of the assembly.</summary>
[TestClass]
public static class MSTestSettings
{
    // Tests wait for programs on threads of the pool that Kestrel answers those programs from; it grows by two threads a second.
    [AssemblyInitialize]
    public static void GiveServersThreads(TestContext context) => ThreadPool.SetMinThreads(64, 64);
}
