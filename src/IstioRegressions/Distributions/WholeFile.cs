namespace IstioRegressions.Distributions;

/// <summary>Files of a cache: a name appears by one rename when its content is whole, and nothing half is left.</summary>
internal static class WholeFile
{
    /// <summary>For this user alone.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>For all to run.</summary>
    public const UnixFileMode Executable = Private
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Writes a file, and the folders above it.</summary>
    public static async Task WriteAsync(string path, UnixFileMode mode, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        try
        {
            await using (var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.Read))
            {
                await write(stream, ct);
                SetMode(stream, mode);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Makes a folder for this user alone, where there is none.</summary>
    public static void MakeFolder(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, Private);
        }
    }

    private static void SetMode(FileStream file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.SafeFileHandle, mode);
        }
    }
}
