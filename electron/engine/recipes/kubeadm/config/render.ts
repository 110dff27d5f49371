import { stringify } from 'yaml';
import { kubeadmDocumentSchema, type KubeadmDocument } from './schema.ts';

/** kubeadm's configuration file. Checked against the schema first: what kubeadm would silently leave out must not be written. */
export const renderDocuments = (documents: readonly KubeadmDocument[]): string =>
  documents.map((document) => stringify(kubeadmDocumentSchema.parse(document), { lineWidth: 0 })).join('---\n');
