// The files of a part, path -> bytes: four bytes with the length of an index, the index, the files.
// The page and the worker both use it. WebKit reads no stream of a blob from file://, hence Response.
export async function unpack(part) {
  const stream = new Response(part).body.pipeThrough(new DecompressionStream("gzip"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = 4 + new DataView(whole.buffer).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(whole.subarray(4, at)));
  return new Map(index.map(([path, size]) => [path, whole.subarray(at, (at += size))]));
}
