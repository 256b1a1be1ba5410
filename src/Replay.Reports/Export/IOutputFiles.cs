namespace Replay.Reports.Export;

/// <summary>Where an export's files come from.</summary>
public interface IOutputFiles
{
    /// <summary>Opens a file that is written from its start; "-" is standard output. The caller closes it.</summary>
    /// <param name="name">The file's name.</param>
    Stream Create(string name);

    /// <summary>Opens a file that <see cref="Create"/> made, to go on writing.</summary>
    /// <param name="name">The file's name.</param>
    Stream Append(string name);

    /// <summary>Opens a file that is written, read back and gone when it is closed.</summary>
    Stream CreateTemporary();
}
