# Sourced by eng/consume.sh: what is in the packages.

quick+=(package_contents)

# Each has a page, an icon, a licence and symbols, whose paths are those of no machine.
scenario_package_contents() {
    local package content
    for package in Unboxed Unboxed.Extensions.DependencyInjection Unboxed.Fody Unboxed.Tool; do
        content=$(unzip -Z1 "$work/feed/$package.$version.nupkg")
        for file in README.md icon.png LICENSE; do
            grep -qx "$file" <<<"$content" || fail "$package has no $file"
        done
        unzip -p "$work/feed/$package.$version.nupkg" "$package.nuspec" >nuspec
        for element in '<license type="expression">MIT<' '<readme>README.md<' '<icon>icon.png<' '<repository type="git" .*commit="[0-9a-f]\{40\}"'; do
            grep -q "$element" nuspec || fail "$package does not say $element"
        done
        mkdir "$package"
        unzip -q "$work/feed/$package.$version.snupkg" '*.pdb' -d "$package"
        find "$package" -name '*.pdb' -print0 | while IFS= read -r -d '' symbols; do
            ! grep -aq "$root" "$symbols" || fail "$symbols has paths of this machine"
        done
    done
    for package in Unboxed Unboxed.Extensions.DependencyInjection; do
        content=$(unzip -Z1 "$work/feed/$package.$version.nupkg")
        for file in lib/{net8.0,net10.0}/"$package".{dll,xml}; do
            grep -qx "$file" <<<"$content" || fail "$package has no $file"
        done
    done
}
