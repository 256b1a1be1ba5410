using Replay.Corpus;

// Runs every Autobahn reader over directories of reports and prints how far logs, tables and octets agree, and what auditing each report finds.
//   dotnet run --project tests/Replay.Corpus -- [--round-trip] [--examples N] DIR...
//   dotnet run -c Release --project tests/Replay.Corpus -- --truth CAPTURE TRUTH
//   dotnet run --project tests/Replay.Corpus -- --replay URL DIR...
//   dotnet run --project tests/Replay.Corpus -- --transmissions OURS THEIRS
// With --transmissions: compares what two runs of the catalogue sent, from two directories of JSON reports.
// With --replay: replays the reports of cases against a live server, and prints how far it behaves as they state.
// With --truth: decodes a benchmark capture, and compares counts and CRC-32 of every direction with what its generator says.
// With --round-trip: writes what it read again, and prints how much of it is the same.
if (args is ["--truth", var capture, var truth])
{
    return TruthComparison.Run(capture, truth, Console.Out) ? 0 : 1;
}

if (args is ["--replay", var url, .. { Length: > 0 } reports] && Replay.Engine.Connecting.Target.TryParse(url, out Replay.Engine.Connecting.Target? target, out _))
{
    var replayed = new ReplayAgreement(target);
    foreach (string directory in reports)
    {
        await replayed.RunAsync(directory);
    }

    replayed.Print(Console.Out);
    return 0;
}

if (args is ["--transmissions", var ours, var theirs])
{
    var transmissions = new Transmissions(20);
    transmissions.Run(ours, theirs);
    transmissions.Print(Console.Out);
    return 0;
}

List<string> directories = [];
int examples = 0;
bool roundTrip = false;
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--examples" && i + 1 < args.Length && int.TryParse(args[i + 1], out int count))
    {
        examples = count;
        i++;
    }
    else if (args[i] == "--round-trip")
    {
        roundTrip = true;
    }
    else
    {
        directories.Add(args[i]);
    }
}

if (directories.Count == 0)
{
    Console.Error.WriteLine("usage: dotnet run --project tests/Replay.Corpus -- [--round-trip] [--examples N] DIR...");
    return 2;
}

if (roundTrip)
{
    var trips = new RoundTrip(examples);
    directories.ForEach(trips.Run);
    trips.Print(Console.Out);
    return 0;
}

var agreement = new Agreement(examples);
var audits = new Audits(examples);
foreach (string directory in directories)
{
    agreement.Run(directory);
    audits.Run(directory);
}

agreement.Print(Console.Out);
audits.Print(Console.Out);
return 0;
