using BenchmarkDotNet.Running;
using Replay.Benchmarks;

_ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchmarkConfig.For(args));
