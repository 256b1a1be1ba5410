namespace Replay.Reports.Secrets;

/// <summary>Which header fields and query parameters hold what must not be mailed.</summary>
internal static class SecretNames
{
    /// <summary>The longest name that is looked at.</summary>
    public const int MaxLength = 128;

    private static readonly string[] Fields =
    [
        "authorization", "proxy-authorization", "cookie", "cookie2", "set-cookie", "set-cookie2", "www-authenticate-info", "authentication-info",
        "x-api-key", "api-key", "x-auth-token", "x-access-token", "x-csrf-token", "x-xsrf-token", "x-amz-security-token",
    ];

    private static readonly string[] Parameters =
    [
        "key", "code", "sig", "sid", "pwd", "pass", "pw", "ticket", "jwt", "otp", "pin", "state", "nonce", "hmac", "assertion",
    ];

    private static readonly string[] ParameterParts =
    [
        "token", "secret", "passw", "auth", "session", "signature", "credential", "apikey", "api_key", "api-key", "accesskey", "access_key", "access-key",
        "privatekey", "private_key", "cookie", "bearer",
    ];

    /// <summary>True for Authorization, Cookie, Set-Cookie and their like.</summary>
    public static bool IsField(ReadOnlySpan<byte> name)
    {
        Span<char> lower = stackalloc char[MaxLength];
        return Lower(name, lower) is { Length: > 0 } text && Contains(Fields, text);
    }

    /// <summary>True for "access_token", "sig" and their like.</summary>
    public static bool IsParameter(ReadOnlySpan<byte> name)
    {
        Span<char> lower = stackalloc char[MaxLength];
        ReadOnlySpan<char> text = Lower(name, lower);
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (string part in ParameterParts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Contains(Parameters, text);
    }

    private static bool Contains(string[] names, ReadOnlySpan<char> text)
    {
        foreach (string name in names)
        {
            if (text.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<char> Lower(ReadOnlySpan<byte> name, Span<char> lower)
    {
        name = name.Trim((byte)' ').Trim((byte)'\t');
        if (name.Length > lower.Length)
        {
            return default;
        }

        for (int i = 0; i < name.Length; i++)
        {
            lower[i] = name[i] is >= (byte)'A' and <= (byte)'Z' ? (char)(name[i] | 0x20) : (char)name[i];
        }

        return lower[..name.Length];
    }
}
