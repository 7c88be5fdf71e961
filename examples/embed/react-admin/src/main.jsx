// A portal made with react-admin: who is signed in, an audit log, and storage as one of its pages.
import { lazy, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Admin, CustomRoutes, Datagrid, DateField, Layout, List, Menu, Resource, TextField } from "react-admin";
import fakeRestDataProvider from "ra-data-fakerest";
import { Route } from "react-router-dom";

// Only who opens the page loads it, and the console with it.
const StoragePage = lazy(() => import("./StoragePage.tsx"));

const authProvider = {
  login: async () => {
    const answer = await fetch("/sign-in", { method: "POST" });
    if (!answer.ok) throw new Error("Nobody could be signed in.");
  },
  logout: async () => {},
  checkAuth: async () => {
    if (!(await fetch("/api/session")).ok) throw new Error("Sign in first.");
  },
  checkError: async () => {},
  getPermissions: async () => [],
  getIdentity: async () => ({ id: 1, fullName: "Ada" }),
  // What the console signs in with: tokens that last for minutes.
  storageToken: async ({ connection, signal }) => {
    const answer = await fetch(`/api/storage-token?connection=${encodeURIComponent(connection)}`, { signal });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  },
};

const AuditList = () => (
  <List sort={{ field: "id", order: "DESC" }}>
    <Datagrid bulkActionButtons={false} rowClick={false}>
      <DateField source="at" showTime /><TextField source="event" /><TextField source="what" /><TextField source="call" />
    </Datagrid>
  </List>
);

const PortalMenu = () => (
  <Menu>
    <Menu.Item to="/storage" primaryText="Storage" />
    <Menu.ResourceItem name="audit" />
  </Menu>
);

createRoot(document.querySelector("#root")).render(
  <Admin title="Acme admin" dataProvider={fakeRestDataProvider({ audit: [] })} authProvider={authProvider} requireAuth disableTelemetry layout={(props) => <Layout {...props} menu={PortalMenu} />}>
    <Resource name="audit" list={AuditList} />
    <CustomRoutes>
      <Route path="/storage/*" element={<Suspense fallback="Loading…"><StoragePage /></Suspense>} />
    </CustomRoutes>
  </Admin>,
);
