// The program to test, built: npm run federation -- ../bin/pcgraph.
export const binary = process.argv[2] ?? "../bin/pcgraph";
