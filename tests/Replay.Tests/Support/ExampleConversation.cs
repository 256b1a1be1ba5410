using System.Globalization;
using System.Text;
using Replay.Protocol;

namespace Replay.Tests.Support;

/// <summary>
/// A conversation as the rule catalogue writes its examples: "tx:" and "rx:" lines of hex digits and quoted strings, which
/// go on in lines that are indented; "gap tx 5" and "gap rx ?", "drop client" and "drop server", "#" for a remark.
/// </summary>
internal sealed class ExampleConversation
{
    private ExampleConversation(List<Step> steps, EndKind end)
    {
        Steps = steps;
        End = end;
    }

    /// <summary>Octets and gaps in order, without the end.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>Who ended the TCP connection, where a line says so.</summary>
    public EndKind End { get; }

    /// <exception cref="FormatException">A line is none of those above.</exception>
    public static ExampleConversation Parse(string text)
    {
        List<Step> steps = [];
        EndKind end = EndKind.CaptureEnd;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == ' ')
            {
                steps[^1] = steps[^1] with { Octets = [.. steps[^1].Octets!, .. ReadOctets(line)] };
                continue;
            }

            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "#":
                    break;
                case "tx:" or "rx:":
                    steps.Add(new Step(ReadDirection(words[0][..2]), ReadOctets(line[3..])));
                    break;
                case "gap":
                    steps.Add(new Step(ReadDirection(words[1]), null, words[2] == "?" ? null : ulong.Parse(words[2], CultureInfo.InvariantCulture)));
                    break;
                case "drop":
                    end = words[1] switch
                    {
                        "client" => EndKind.DroppedByClient,
                        "server" => EndKind.DroppedByServer,
                        _ => throw new FormatException(line),
                    };
                    break;
                default:
                    throw new FormatException(line);
            }
        }

        return new ExampleConversation(steps, end);
    }

    /// <summary>Decodes the conversation.</summary>
    /// <param name="split">How many octets to push at a time; null for a line.</param>
    public RecordingSink.Record Decode(Func<int, int>? split = null) => Conversation.Decode([.. Steps, Step.Close(End)], null, split);

    private static Direction ReadDirection(string word) => word switch
    {
        "tx" => Direction.Tx,
        "rx" => Direction.Rx,
        _ => throw new FormatException(word),
    };

    private static byte[] ReadOctets(string text)
    {
        List<byte> octets = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                i = ReadQuoted(text, i + 1, octets);
            }
            else if (text[i] != ' ')
            {
                octets.Add(byte.Parse(text.AsSpan(i, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i++;
            }
        }

        return [.. octets];
    }

    private static int ReadQuoted(string text, int i, List<byte> octets)
    {
        for (; text[i] != '"'; i++)
        {
            if (text[i] != '\\')
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                continue;
            }

            i++;
            if (text[i] == 'x')
            {
                octets.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                octets.Add(text[i] switch
                {
                    'r' => (byte)'\r',
                    'n' => (byte)'\n',
                    't' => (byte)'\t',
                    '\\' => (byte)'\\',
                    '"' => (byte)'"',
                    _ => throw new FormatException(text),
                });
            }
        }

        return i;
    }
}
