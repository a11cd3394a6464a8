/**
 * At most `limit` of `items`, in their order: all that `mustKeep`, then the others evenly spread. Drawing more marks than
 * that costs the reader's browser and shows nothing new.
 */
export function thin<Item>(
  items: readonly Item[],
  { limit, mustKeep }: { readonly limit: number; readonly mustKeep: (item: Item) => boolean },
): readonly Item[] {
  if (items.length <= limit) return items
  const kept = items.filter(mustKeep).length
  const others = items.length - kept
  const room = Math.max(0, limit - kept)
  let seen = 0
  return items.filter((item) => {
    if (mustKeep(item)) return true
    seen += 1
    return Math.floor((seen * room) / others) > Math.floor(((seen - 1) * room) / others)
  })
}
