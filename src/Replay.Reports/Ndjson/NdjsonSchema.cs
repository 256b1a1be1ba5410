namespace Replay.Reports.Ndjson;

/// <summary>The JSON Schema (draft 2020-12) of a line of <see cref="NdjsonReport"/>.</summary>
public static class NdjsonSchema
{
    /// <summary>The file's name.</summary>
    public const string FileName = "wsreplay-1.schema.json";

    /// <summary>Opens the schema's text.</summary>
    public static Stream Open() =>
        typeof(NdjsonSchema).Assembly.GetManifestResourceStream(FileName)
        ?? throw new InvalidOperationException(FileName + " is not part of the assembly");
}
