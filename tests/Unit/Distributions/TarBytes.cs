using System.Text;

namespace IstioRegressions.Unit.Distributions;

/// <summary>Writes tar archives header by header, the wrong ones too: a library would refuse to.</summary>
internal sealed class TarBytes
{
    public const char Regular = '0';
    public const char HardLink = '1';
    public const char Symlink = '2';
    public const char CharacterDevice = '3';
    public const char BlockDevice = '4';
    public const char Folder = '5';
    public const char Fifo = '6';
    public const char LongName = 'L';
    public const char LongLink = 'K';
    public const char Pax = 'x';

    private readonly MemoryStream _bytes = new();

    /// <summary>A layer with nothing but the pilot, as a build makes it.</summary>
    public static TarBytes WithPilot(string content = "the pilot") => new TarBytes().Pilot(content);

    public TarBytes Pilot(string content = "the pilot") => Add("usr/", Folder).Add("usr/local/", Folder).Add("usr/local/bin/", Folder)
        .Add("usr/local/bin/pilot-discovery", Regular, content);

    /// <param name="name">At most 100 bytes of it are written.</param>
    /// <param name="type">The type flag.</param>
    /// <param name="content">The data, padded to whole blocks.</param>
    /// <param name="link">What a link refers to.</param>
    /// <param name="size">What the size field says, octal digits or any other 12 characters; the length of the data by default.</param>
    /// <param name="change">Changes the header before its checksum is made.</param>
    public TarBytes Add(string name, char type, string content = "", string link = "", string? size = null, Action<byte[]>? change = null)
    {
        var data = Encoding.Latin1.GetBytes(content);
        var header = new byte[512];
        Put(header, 0, 100, name);
        Put(header, 100, 8, "0000755");
        Put(header, 108, 8, "0000000");
        Put(header, 116, 8, "0000000");
        Put(header, 124, 12, size ?? Convert.ToString(data.Length, 8).PadLeft(11, '0'));
        Put(header, 136, 12, "00000000000");
        header[156] = (byte)type;
        Put(header, 157, 100, link);
        Put(header, 257, 8, "ustar\0" + "00");
        Put(header, 329, 8, "0000000");
        Put(header, 337, 8, "0000000");
        change?.Invoke(header);
        Checksum(header);
        return Raw(header).Raw(data).Raw(new byte[(512 - (data.Length % 512)) % 512]);
    }

    /// <summary>An extended header for the entry that follows.</summary>
    public TarBytes Extended(params (string Key, string Value)[] records) => Add("PaxHeaders/0", Pax, string.Concat(records.Select(Record)));

    /// <summary>A name in GNU's way, for the entry that follows.</summary>
    public TarBytes Long(char type, string name, string? size = null) => Add("././@LongLink", type, name + "\0", size: size, change: h => Put(h, 257, 8, "ustar  \0"));

    public TarBytes Raw(byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>The archive without the blocks that end one.</summary>
    public byte[] Unended() => _bytes.ToArray();

    public byte[] ToArray() => [.. _bytes.ToArray(), .. new byte[1024]];

    public static void Put(byte[] header, int offset, int length, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(header.AsSpan(offset));
    }

    public static void Checksum(byte[] header)
    {
        Put(header, 148, 8, "        ");
        Put(header, 148, 8, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
    }

    private static string Record((string Key, string Value) pair)
    {
        var rest = $" {pair.Key}={pair.Value}\n";
        var length = rest.Length + 1;
        while ($"{length}".Length + rest.Length != length)
        {
            length++;
        }

        return $"{length}{rest}";
    }
}
