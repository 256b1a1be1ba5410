using Replay.Engine.Connecting;

namespace Replay.Cli.Running;

/// <summary>Files of certificates and keys that the command line names.</summary>
internal static class CertificateFile
{
    /// <summary>Reads what a file holds.</summary>
    /// <exception cref="InputException">It cannot be read; the message says which and why.</exception>
    public static T Load<T>(string path, Func<string, T> load)
        where T : class
    {
        try
        {
            return load(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // The key's file may be the one that is missing.
            string? missing = (exception as FileNotFoundException)?.FileName;
            throw new InputException($"{missing ?? path}: {InputError.Describe(exception)}");
        }
        catch (IOException exception)
        {
            throw new InputException(exception.Message);
        }
    }

    /// <summary>Reads a certificate with its key, see <see cref="TlsFiles.ReadCertificate"/>.</summary>
    public static System.Security.Cryptography.X509Certificates.X509Certificate2 LoadCertificate(string path, string? key) =>
        Load(path, file => TlsFiles.ReadCertificate(file, key));
}
