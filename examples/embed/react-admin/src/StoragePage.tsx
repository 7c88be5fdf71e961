// The console as a page of the portal: the portal's theme, session, address and audit log.
import type {} from "@voldeck/console/react";
import type { ActionDetail, CredentialsRequest, Credentials } from "@voldeck/console";
import { Title, useAuthProvider, useDataProvider, useTheme, type AuthProvider } from "react-admin";
import { useLocation, useNavigate } from "react-router-dom";
// Before the element is rendered: React sets properties on it only once it is defined.
import "@voldeck/console/element";

const CONFIG = { connections: [{ provider: "nomad", name: "prod", settings: { namespace: "*" }, secret: true }] };
const HERE = "/storage";

/** What the portal's own provider of sessions has beside react-admin's part. */
type Sessions = AuthProvider & { storageToken(request: CredentialsRequest): Promise<Credentials> };

export default function StoragePage() {
  const [theme] = useTheme();
  const authProvider = useAuthProvider<Sessions>();
  const dataProvider = useDataProvider();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const audit = ({ type, detail: { number, at, what, call } }: CustomEvent<ActionDetail>) =>
    dataProvider.create("audit", { data: { number, event: type, at, what, call } });
  return (
    <>
      <Title title="Storage" />
      <voldeck-console
        config={CONFIG}
        proxy="/api/storage"
        credentials={authProvider?.storageToken}
        colorScheme={theme === "dark" ? "dark" : "light"}
        route={(pathname.slice(HERE.length) || "/volumes") + search}
        href={(path) => `#${HERE}${path}`}
        onnavigated={({ detail }) => navigate(HERE + detail.path, { replace: detail.replace })}
        onactionstarted={audit}
        onactionaccepted={audit}
        onactiondone={audit}
        onactionfailed={audit}
        style={{ height: "calc(100vh - 5rem)" }}
      />
    </>
  );
}
