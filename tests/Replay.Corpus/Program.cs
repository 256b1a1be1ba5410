using Replay.Corpus;

// Runs every Autobahn reader over directories of reports and prints how far logs, tables and octets agree, and what auditing each report finds.
//   dotnet run --project tests/Replay.Corpus -- [--round-trip] [--examples N] DIR...
// With --round-trip: writes what it read again, and prints how much of it is the same.
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
