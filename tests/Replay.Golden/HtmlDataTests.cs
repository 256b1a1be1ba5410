using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Replay.Cli;

namespace Replay.Golden;

/// <summary>The data in the page of <c>report</c>, unpacked: the page's own script and style have tests of their own in a browser.</summary>
[TestClass]
public sealed class HtmlDataTests
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.Default };

    [TestMethod]
    [DataRow("mixture.html-data", "tests/Replay.Golden/Inputs/mixture.hex")]
    [DataRow("replay-result.html-data", "tests/Replay.Golden/Inputs/replay-result.json")]
    [DataRow("test-result.html-data", "tests/Replay.Golden/Inputs/test-result.json")]
    [DataRow("autobahn-4.2.2.html-data", "captures/autobahn-4.2.2.txt")]
    public void Data_is_as_expected(string name, string input)
    {
        string actual = Unpacked(Report(input));
        string expected = Path.Combine(GoldenTests.Root, "tests", "Replay.Golden", "Expected", name + ".txt");
        if (Environment.GetEnvironmentVariable("REPLAY_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, actual);
            return;
        }

        Assert.AreEqual(File.ReadAllText(expected), actual, $"{name}: set REPLAY_UPDATE_GOLDEN=1 to accept");
    }

    [TestMethod]
    public void The_page_is_the_same_each_time() =>
        Assert.AreEqual(Report("tests/Replay.Golden/Inputs/mixture.hex"), Report("tests/Replay.Golden/Inputs/mixture.hex"));

    [TestMethod]
    public void The_policy_allows_the_page_s_own_script_and_style_alone()
    {
        string page = Report("captures/autobahn-4.2.2.txt");
        string policy = Regex.Match(page, "Content-Security-Policy\" content=\"([^\"]*)\"").Groups[1].Value;
        string script = Regex.Match(page, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        string style = Regex.Match(page, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;

        Assert.AreEqual(
            $"default-src 'none'; script-src '{Hash(script)}'; style-src '{Hash(style)}'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            policy);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Secrets_are_in_the_data_only_when_asked_for(bool isAskedFor)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("wsreplay-html").FullName, "secrets.hex");
        string request = "GET /feed?access_token=hunter2abc&room=7 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer hunter2def\r\nCookie: sid=hunter2ghi\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        string response = "HTTP/1.1 401 No\r\nSet-Cookie: sid=hunter2jkl\r\nContent-Length: 2\r\n\r\nno";
        File.WriteAllText(path, "tx: " + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(request)) + "\nrx: " + Convert.ToHexStringLower(Encoding.ASCII.GetBytes(response)) + "\n");
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = CommandLine.Run(["report", path, "-o", "-", "--format", "html", .. isAskedFor ? ["--show-secrets"] : (string[])[]], Stream.Null, output, error);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        string page = Encoding.UTF8.GetString(output.ToArray());
        string data = string.Concat(Blocks(page).Values.Select(Encoding.Latin1.GetString));

        Assert.AreEqual(0, code, error.ToString());
        StringAssert.Contains(data, "room=7", StringComparison.Ordinal);
        Assert.AreEqual(isAskedFor, data.Contains("hunter2", StringComparison.Ordinal));
        Assert.IsFalse(page.Contains("hunter2", StringComparison.Ordinal));
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Report(string input)
    {
        using Stream stream = File.OpenRead(Path.Combine(GoldenTests.Root, input));
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = CommandLine.Run(["report", "-", "-o", "-", "--format", "html"], stream, output, error);
        Assert.AreEqual(0, code, error.ToString());
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Unpacked(string page)
    {
        Dictionary<string, byte[]> blocks = Blocks(page);
        var text = new StringBuilder();
        using var model = JsonDocument.Parse(blocks["model"]);
        Members(text, "model", model.RootElement);
        foreach (JsonElement place in model.RootElement.GetProperty("places").EnumerateArray())
        {
            int offset = place[2].GetInt32();
            byte[] block = blocks[$"bundle-{place[1].GetInt32()}"][offset..(offset + place[3].GetInt32())];
            int length = BinaryPrimitives.ReadInt32LittleEndian(block);
            using var session = JsonDocument.Parse(block.AsMemory(4, length));
            Members(text, place[0].GetString()!, session.RootElement);
            foreach (byte[] line in block.AsSpan(4 + length).ToArray().Chunk(40))
            {
                text.Append("  ").Append(Convert.ToHexStringLower(line)).Append('\n');
            }
        }

        // The rules' explanations are the catalogue's, and change with it.
        text = new StringBuilder(Regex.Replace(text.ToString(), "\"why\":\"[^\"]*\"", "\"why\":\"…\""));
        return Regex.Replace(text.ToString(), "^  tool: .*$", "  tool: \"VERSION\"", RegexOptions.Multiline);
    }

    private static Dictionary<string, byte[]> Blocks(string page) =>
        Regex.Matches(page, "<script type=\"application/octet-stream\" id=\"([^\"]*)\">([^<]*)</script>")
            .ToDictionary(static one => one.Groups[1].Value, static one => Inflated(one.Groups[2].Value));

    /// <summary>A member a line; of lists of objects and lists an item a line.</summary>
    private static void Members(StringBuilder text, string name, JsonElement element)
    {
        text.Append(name).Append('\n');
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value[0].ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                text.Append("  ").Append(member.Name).Append('\n');
                foreach (JsonElement item in member.Value.EnumerateArray())
                {
                    text.Append("    ").Append(JsonSerializer.Serialize(item, s_plain)).Append('\n');
                }
            }
            else
            {
                text.Append("  ").Append(member.Name).Append(": ").Append(JsonSerializer.Serialize(member.Value, s_plain)).Append('\n');
            }
        }
    }

    private static byte[] Inflated(string base64)
    {
        using var packed = new DeflateStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        packed.CopyTo(plain);
        return plain.ToArray();
    }
}
