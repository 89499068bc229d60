[assembly: Unboxed.ScratchSpace]
