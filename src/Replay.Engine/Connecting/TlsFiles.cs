using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Replay.Engine.Connecting;

/// <summary>Reads certificates and keys from files.</summary>
public static class TlsFiles
{
    /// <summary>Reads the certificates of a PEM file.</summary>
    /// <exception cref="IOException">It cannot be read, or holds none; the message says which.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (CryptographicException exception)
        {
            throw new IOException($"{path}: {exception.Message.TrimEnd('.')}");
        }

        return certificates.Count > 0 ? certificates : throw new IOException($"{path}: no certificate in it");
    }

    /// <summary>Reads a certificate with its key: a PEM file that holds both, two PEM files, or a PKCS #12 file.</summary>
    /// <param name="path">The certificate.</param>
    /// <param name="keyPath">The key's PEM file; null when it stands with the certificate.</param>
    /// <exception cref="IOException">They cannot be read or do not belong together; the message says which.</exception>
    public static X509Certificate2 ReadCertificate(string path, string? keyPath)
    {
        try
        {
            string extension = Path.GetExtension(path).ToLowerInvariant();
            if (extension is ".pfx" or ".p12")
            {
                return X509CertificateLoader.LoadPkcs12FromFile(path, null);
            }

            using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(path, keyPath);

            // A key that was never in a store cannot be used by TLS on every system.
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException exception)
        {
            throw new IOException($"{path}: {exception.Message.TrimEnd('.')}");
        }
    }
}
