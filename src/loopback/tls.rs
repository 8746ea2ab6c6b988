//! An authority that is made for one run of the server: it vouches for 127.0.0.1 and for one client, and its key is thrown away with the
//! process. Whoever is to trust it must be given its certificate; a client may show its own, and one of another authority is refused.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// An authority with a server's and a client's certificate.
#[derive(Clone)]
pub struct Authority {
    config: Arc<ServerConfig>,
    certificate: String,
    client: (String, String),
}

impl Authority {
    /// Makes one, with keys that nobody else has.
    pub fn new() -> io::Result<Self> {
        make().map_err(io::Error::other)
    }

    /// Its own certificate in PEM: what a connection's `ca` names.
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// Certificate and private key in PEM of the one client that it knows.
    pub fn client(&self) -> (&str, &str) {
        (&self.client.0, &self.client.1)
    }

    /// Agrees on TLS with who has connected.
    pub(super) fn greet(&self, mut stream: TcpStream) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
        let mut session = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        while session.is_handshaking() {
            session.complete_io(&mut stream)?;
        }
        Ok(StreamOwned::new(session, stream))
    }
}

type Fault = Box<dyn std::error::Error + Send + Sync>;

fn make() -> Result<Authority, Fault> {
    let key = KeyPair::generate()?;
    let mut params = named("passbook's simulated banks", &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    let root = params.self_signed(&key)?;
    let issuer = Issuer::new(params, key);

    let leaf = |name: &str, hosts: &[&str], usage| {
        let key = KeyPair::generate()?;
        let mut params = named(name, hosts)?;
        params.extended_key_usages = vec![usage];
        let certificate = params.signed_by(&key, &issuer)?;
        Ok::<_, rcgen::Error>((certificate, key))
    };
    let (server, server_key) = leaf("sandbox", &["localhost", "127.0.0.1"], ExtendedKeyUsagePurpose::ServerAuth)?;
    let (client, client_key) = leaf("client", &[], ExtendedKeyUsagePurpose::ClientAuth)?;

    let mut roots = RootCertStore::empty();
    roots.add(root.der().clone())?;
    let provider = Arc::new(default_provider());
    // who shows none is let in, and told so by the face that wants one
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
        .allow_unauthenticated()
        .build()?;
    let server_key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![server.der().clone()], server_key)?;
    Ok(Authority {
        config: Arc::new(config),
        certificate: root.pem(),
        client: (client.pem(), client_key.serialize_pem()),
    })
}

fn named(name: &str, hosts: &[&str]) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
