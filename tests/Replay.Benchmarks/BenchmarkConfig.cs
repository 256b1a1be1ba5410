using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Replay.Benchmarks;

/// <summary>How the benchmarks run when the command line says no more.</summary>
internal static class BenchmarkConfig
{
    /// <summary>
    /// Short runs in this process, which build nothing and need no restore. Many short iterations, since what else the machine
    /// does spoils some of them and not the least of them; a warm-up beyond the 100 ms that tier 0 lasts. With
    /// <c>--job</c> on the command line that job alone, in a process of its own.
    /// </summary>
    public static IConfig For(string[] args)
    {
        IConfig config = DefaultConfig.Instance
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
            .HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2, Column.AllocRatio);
        return args.Any(arg => arg is "--job" or "-j")
            ? config
            : config.AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithWarmupCount(50)
                .WithIterationCount(40)
                .WithIterationTime(TimeInterval.FromMilliseconds(8)));
    }
}
