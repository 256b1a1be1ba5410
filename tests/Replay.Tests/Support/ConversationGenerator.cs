using Replay.Protocol;

namespace Replay.Tests.Support;

/// <summary>Makes conversations from a seed: well-formed ones and such that break rules, lose octets or start anywhere.</summary>
internal static class ConversationGenerator
{
    private static readonly string[] Texts = ["", "Hello", "Hellö wörld", "日本語テキスト", "{\"a\":[1,2,3],\"b\":\"x\"}", "\U0001F600\U0001F680"];

    internal static Step[] Make(int seed)
    {
        var random = new Random(seed);
        List<Step> steps = [];
        string request = Conversation.Request;
        string response = Conversation.Response;
        if (random.Next(3) == 0)
        {
            request = Conversation.WithExtensions(request, "permessage-deflate; client_max_window_bits");
            response = Conversation.WithExtensions(response, random.Next(2) == 0 ? "permessage-deflate" : "permessage-deflate; server_no_context_takeover");
        }

        int start = random.Next(10);
        if (start > 0)
        {
            steps.Add(Step.Tx(request));
        }

        if (start > 1)
        {
            steps.Add(Step.Rx(response));
        }

        int count = random.Next(1, 20);
        for (int i = 0; i < count; i++)
        {
            Direction direction = random.Next(2) == 0 ? Direction.Tx : Direction.Rx;
            if (random.Next(25) == 0)
            {
                steps.Add(new Step(direction, null, random.Next(2) == 0 ? null : (ulong)random.Next(1, 300)));
            }
            else
            {
                steps.Add(new Step(direction, Octets(random, direction)));
            }
        }

        if (random.Next(2) == 0)
        {
            steps.Add(Step.Tx(Conversation.Close(1000, (uint)random.Next())));
            steps.Add(Step.Rx(Conversation.Close((ushort)(random.Next(4) == 0 ? random.Next(900, 5100) : 1000))));
        }

        if (random.Next(2) == 0)
        {
            steps.Add(Step.Close((EndKind)random.Next(5)));
        }

        return [.. steps];
    }

    private static byte[] Octets(Random random, Direction direction)
    {
        List<byte> octets = [];
        int frames = random.Next(1, 4);
        for (int i = 0; i < frames; i++)
        {
            octets.AddRange(Frame(random, direction));
        }

        // Cut somewhere at times: the rest of the frame comes with what follows, or never.
        return random.Next(8) == 0 ? [.. octets[..random.Next(1, octets.Count)]] : [.. octets];
    }

    private static byte[] Frame(Random random, Direction direction)
    {
        bool odd = random.Next(6) == 0;
        Opcode opcode = odd ? (Opcode)random.Next(16) : (Opcode)(random.Next(8) switch { 0 => 8, 1 => 9, 2 => 10, 3 => 0, 4 => 2, _ => 1 });
        byte[] payload = Payload(random, opcode);
        bool masked = direction == Direction.Tx ^ (odd && random.Next(4) == 0);
        bool fin = (opcode.IsControl() && !odd) || random.Next(3) > 0;
        byte rsv = (byte)(random.Next(8) == 0 ? random.Next(8) : 0);
        return Conversation.Frame(opcode, payload, masked ? (uint)random.NextInt64(uint.MaxValue) : null, fin, rsv);
    }

    private static byte[] Payload(Random random, Opcode opcode)
    {
        if (opcode == Opcode.Close)
        {
            byte[] close = new byte[random.Next(5)];
            random.NextBytes(close);
            return close;
        }

        byte[] octets = random.Next(5) switch
        {
            0 => RandomOctets(random, random.Next(200)),
            1 => RandomOctets(random, random.Next(60_000, 70_000)),
            _ => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Texts[random.Next(Texts.Length)], random.Next(1, 8)))),
        };
        return opcode.IsControl() && octets.Length > 125 && random.Next(10) > 0 ? octets[..125] : octets;
    }

    private static byte[] RandomOctets(Random random, int length)
    {
        byte[] octets = new byte[length];
        random.NextBytes(octets);
        return octets;
    }
}
