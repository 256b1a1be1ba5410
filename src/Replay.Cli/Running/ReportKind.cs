using Replay.Reports;
using Replay.Reports.Model;

namespace Replay.Cli.Running;

/// <summary>A format of <c>report</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extension">The extension of a file's name that asks for it; empty for a directory.</param>
/// <param name="Description">A line for people.</param>
/// <param name="Create">Makes the report; what it opens it closes when it is disposed of.</param>
internal sealed record ReportKind(string Name, string Extension, string Description, Func<ReportOutput, IReport> Create)
{
    /// <summary>True for a format that shows conversations within limits: which of them it keeps has then to be chosen.</summary>
    public bool IsBounded { get; init; }

    /// <summary>True for a format that has a place for results of live runs.</summary>
    public bool TakesResults { get; init; }

    /// <summary>A format that is a function of the model alone.</summary>
    public static ReportKind Document(string name, string extension, string description, Action<ReportModel, Stream> write) =>
        new(name, extension, description, output => new DocumentReport(output, write)) { TakesResults = true };
}
