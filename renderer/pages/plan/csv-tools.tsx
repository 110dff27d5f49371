import { useState, type ReactElement } from 'react';
import { FileTrigger } from 'react-aria-components';
import { t } from '../../messages/en.ts';
import { useEngine } from '../../state/engine.ts';
import { announce } from '../../state/view.ts';
import { Button } from '../../ui/button.tsx';
import { Modal } from '../../ui/modal.tsx';
import { saveAs } from '../../ui/save-as.ts';
import { TextField } from '../../ui/text-field.tsx';
import { usePlan } from './plan-context.ts';

const text = t.plan.nodes;

/** The node table out to a spreadsheet, and back. */
export function CsvTools(): ReactElement {
  const { client } = useEngine();
  const { dir, plan } = usePlan();
  const [importing, setImporting] = useState(false);
  const exportTable = async (): Promise<void> => {
    saveAs(`${plan.name}-nodes.csv`, await client.projects.exportCsv.query({ dir }));
    announce(text.exported);
  };
  return (
    <div className="row-wrap">
      <Button size="small" variant="quiet" onPress={() => setImporting(true)}>
        {text.importCsv}
      </Button>
      <Button size="small" variant="quiet" onPress={() => void exportTable()}>
        {text.exportCsv}
      </Button>
      <Modal title={text.importTitle} open={importing} onClose={() => setImporting(false)}>
        <ImportForm onClose={() => setImporting(false)} />
      </Modal>
    </div>
  );
}

function ImportForm({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { desk } = useEngine();
  const { dir } = usePlan();
  const [csv, setCsv] = useState('');
  const read = async (files: FileList | null): Promise<void> => {
    const file = files?.item(0);
    if (file) setCsv(await file.text());
  };
  const submit = (): void => {
    void desk.change(dir, { kind: 'csv', csv });
    onClose();
  };
  return (
    <>
      <p className="sub">{text.importLead}</p>
      <TextField label={text.importLabel} value={csv} onChange={setCsv} rows={8} mono />
      <div className="dialog-actions">
        <FileTrigger acceptedFileTypes={['.csv', 'text/csv']} onSelect={(files) => void read(files)}>
          <Button>{text.importFile}</Button>
        </FileTrigger>
        <span className="grow" />
        <Button onPress={onClose}>{t.shell.cancel}</Button>
        <Button variant="primary" isDisabled={csv.trim() === ''} onPress={submit}>
          {text.importAction}
        </Button>
      </div>
    </>
  );
}
