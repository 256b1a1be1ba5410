using System.Text;

namespace Replay.Fuzz;

/// <summary>Dumps in types and frames that no capture of ours is written in.</summary>
internal static class DumpSeeds
{
    public static IEnumerable<byte[]> All => Texts.Select(Encoding.UTF8.GetBytes);

    private static string[] Texts =>
    [
        "0000000 002601 062510 066154 000157\n0000007\n",
        "0000000 14522002601 00033666154\n0000007\n",
        " 201 005 110 145\n 154 154 157\n",
        "0000000 -127    5   72  101\n0000004  108  108  111\n0000007\n",
        "0000000  1409 25928 27756   111\n0000007\n",
        "0000000          7885073180905702785\n0000010\n",
        "0000000 201 005   H   e\n0000004   l   l   o  \\0\n*\n0000020\n",
        "   H   i     \\n\n   a   b\n",
        "0000000   H   i  sp  nl\n0000004\n",
        "0000000  81  05  48  65  6c  6c  6f\n        201 005   H   e   l   l   o\n0000007\n",
        "00000000 | 81 05 48 65 | ..He\n00000004 | 6c 6c 6f    | llo\n",
        "┌────────┬─────────────┐\n│00000000│ 81 05 48 65 ┊ 6c 6c 6f 00 │×•He┊llo⋄│\n│*       │             ┊             │    ┊    │\n│00000010│             ┊             │    ┊    │\n└────────┴─────────────┘\n",
        "│\e[90m00000000\e[0m│ \e[33m81 05\e[0m ┊ 48 65 │×•┊He│\n",
    ];
}
