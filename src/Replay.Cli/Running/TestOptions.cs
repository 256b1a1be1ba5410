using Replay.Engine.Conformance;

namespace Replay.Cli.Running;

/// <summary>From a line of <c>wsreplay test</c> to the options of a run.</summary>
internal static class TestOptions
{
    public static ConformanceOptions Of(TestRequest request, TestRecorder? recorder) => ConformanceOptions.Default with
    {
        Jobs = Math.Max(1, request.Jobs ?? ConformanceOptions.Default.Jobs),
        Fuzzer = FuzzerOptions.Default with
        {
            Product = "wsreplay/" + ToolVersion.Text,
            OpenTimeout = request.Connect.OpenTimeout,
            CloseTimeout = request.CloseTimeout ?? FuzzerOptions.Default.CloseTimeout,
            DropTimeout = request.CloseTimeout ?? FuzzerOptions.Default.DropTimeout,
        },
        Record = recorder is null ? null : recorder.Open,
    };
}
