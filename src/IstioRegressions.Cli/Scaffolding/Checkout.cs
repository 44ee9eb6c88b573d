namespace IstioRegressions.Cli.Scaffolding;

/// <summary>A checkout of the project, to which a regression is added: all of its files, or none.</summary>
internal sealed class Checkout
{
    private readonly string _folder;

    private Checkout(string folder) => _folder = folder;

    /// <summary>The checkout that a folder is in.</summary>
    /// <exception cref="UsageException">It is in none.</exception>
    public static Checkout Around(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "IstioRegressions.sln")))
            {
                return new Checkout(at.FullName);
            }
        }

        throw new UsageException($"{folder} is in no checkout of IstioRegressions (no IstioRegressions.sln above it): clone the project and run new inside it");
    }

    /// <summary>Makes the class, the manifests, the catalogue's entry and the defect of its control.</summary>
    /// <returns>The files, relative to the checkout.</returns>
    /// <exception cref="UsageException">A file is in the way, or one that is to be edited has another form.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(NewRegression regression, CancellationToken ct)
    {
        var created = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [$"tests/Scenarios/{regression.ClassName}.cs"] = Texts.Scenario(regression),
            [$"fixtures-yaml/{regression.Id}/before.yaml"] = Texts.Manifest(regression, "10.0.0.1", "10.0.0.2"),
            [$"fixtures-yaml/{regression.Id}/after.yaml"] = Texts.Manifest(regression, "10.0.0.1"),
        };
        if (created.Keys.FirstOrDefault(file => File.Exists(At(file))) is { } there)
        {
            throw new UsageException($"{there} exists; choose another id, or remove it first");
        }

        if (new[] { "src", "tests" }.Where(folder => Directory.Exists(At(folder)))
            .SelectMany(folder => Directory.EnumerateFiles(At(folder), $"{regression.ClassName}.cs", SearchOption.AllDirectories)).FirstOrDefault() is { } other)
        {
            throw new UsageException($"'{regression.Id}' would make a class {regression.ClassName}, which {Path.GetRelativePath(_folder, other)} is of already; choose another id");
        }

        const string Defects = "src/IstioRegressions/Meshes/ReferenceDefects.cs";
        const string Behaviour = "src/IstioRegressions.Reference/Pilot/Behaviour.Defects.cs";
        var edited = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["fixtures-yaml/catalogue.yaml"] = (await ReadAsync("fixtures-yaml/catalogue.yaml", ct)).TrimEnd('\n') + '\n' + Texts.Entry(regression),
            [Defects] = Before("    };\n", Before("    /// <summary>All names", await ReadAsync(Defects, ct), Defects, Texts.DefectName(regression)), Defects, Texts.DefectSentence(regression)),
            [Behaviour] = Before("        return behaviour;\n", await ReadAsync(Behaviour, ct), Behaviour, Texts.DefectSwitch(regression)),
        };

        await WriteAsync([.. created, .. edited]);
        return [.. created.Keys, .. edited.Keys];
    }

    private static string Before(string mark, string text, string file, string added)
    {
        var at = text.LastIndexOf(mark, StringComparison.Ordinal);
        return at >= 0 ? text.Insert(at, added) : throw new UsageException($"{file} has no line '{mark.Trim()}' before which the defect could be put");
    }

    private async Task WriteAsync(IReadOnlyList<KeyValuePair<string, string>> files)
    {
        var before = new List<(string Path, string? Text)>();
        try
        {
            foreach (var (file, text) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
                before.Add((At(file), File.Exists(At(file)) ? await File.ReadAllTextAsync(At(file), CancellationToken.None) : null));
                await File.WriteAllTextAsync(At(file), text, CancellationToken.None);
            }
        }
        catch
        {
            foreach (var (path, text) in before)
            {
                PutBack(path, text);
            }

            throw;
        }
    }

    private static void PutBack(string path, string? text)
    {
        if (text is not null)
        {
            File.WriteAllText(path, text);
            return;
        }

        File.Delete(path);
        if (Path.GetDirectoryName(path) is { } folder && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private Task<string> ReadAsync(string file, CancellationToken ct) => File.Exists(At(file))
        ? File.ReadAllTextAsync(At(file), ct)
        : throw new UsageException($"{file} is not in the checkout {_folder}");

    private string At(string file) => Path.Combine(_folder, file);
}
