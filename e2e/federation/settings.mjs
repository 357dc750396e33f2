// The program to test, built: npm run federation -- ../bin/pcgraph, or PCGRAPH_BINARY.
export const binary = process.argv[2] ?? process.env.PCGRAPH_BINARY ?? "../bin/pcgraph";
